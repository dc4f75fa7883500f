"""Signing in by django-allauth: its adapters and forms in our words, and what a session has proved."""
