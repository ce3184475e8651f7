"""Where people talk to the desk: one folder a channel, none of which knows another."""
