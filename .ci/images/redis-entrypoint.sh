#!/bin/sh
# Starts the server without root's rights.
set -eu
case "${1:-}" in
-* | *.conf) set -- redis-server "$@" ;;
esac
case "${1:-}" in
redis-server | valkey-server)
    chown redis:redis .
    exec setpriv --reuid=redis --regid=redis --init-groups "$@"
    ;;
esac
exec "$@"
