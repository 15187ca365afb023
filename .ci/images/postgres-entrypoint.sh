#!/bin/sh
# Makes the data directory as the variables ask, and starts the server on it.
set -eu
[ "${1#-}" = "$1" ] || set -- postgres "$@"
if [ "$1" != postgres ]; then
    exec "$@"
fi
: "${POSTGRES_USER:=postgres}" "${POSTGRES_DB:=$POSTGRES_USER}"
if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
fi
install -d -o postgres -g postgres -m 0700 "$PGDATA"
install -d -o postgres -g postgres -m 3777 /var/run/postgresql
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    if [ -z "${POSTGRES_PASSWORD:-}" ]; then
        echo "POSTGRES_PASSWORD is not set" >&2
        exit 1
    fi
    password=$(mktemp)
    chown postgres "$password"
    printf '%s\n' "$POSTGRES_PASSWORD" >"$password"
    # shellcheck disable=SC2086 # several options in one variable
    as_postgres initdb -D "$PGDATA" --username="$POSTGRES_USER" --pwfile="$password" \
        --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
    rm "$password"
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    if [ "$POSTGRES_DB" != postgres ]; then
        echo "CREATE DATABASE \"$POSTGRES_DB\";" |
            as_postgres postgres --single -D "$PGDATA" postgres >/dev/null
    fi
fi
shift
exec setpriv --reuid=postgres --regid=postgres --init-groups \
    postgres -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql "$@"
