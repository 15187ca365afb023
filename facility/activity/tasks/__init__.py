"""Tasks: what is to be done at a site, by whom, and what nobody did."""
