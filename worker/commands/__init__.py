"""What ``manage.py portal`` can do. Each command is a function; `register` names its arguments."""
