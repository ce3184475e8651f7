"""The desk: what was said, who holds a conversation, tickets, appointments. Knows no web."""
