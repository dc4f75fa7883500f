"""What stands between the server and every view: headers, sessions, the audit log."""
