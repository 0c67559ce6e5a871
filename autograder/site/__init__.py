"""A term on a cluster: everything that it needs, written from one settings file and audited."""
