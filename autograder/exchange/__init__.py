"""The exchange: a folder that students hand in to, safe for users of one Unix machine."""
