"""Sending to people and programs: messages by SMTP, JSON to webhooks, and each alert once.

Letter ─ `message` ─▶ message ─ `outbox` ─▶ mail server
rows of alerts ─ `sent_alerts` ─▶ those that a recipient does not know yet ─ `webhook` ─▶ program

`failures` has the error of both ways. No password, token or address of a webhook is in a message.
"""
