"""What people see in a browser: server-rendered pages, htmx, nothing loaded from elsewhere."""
