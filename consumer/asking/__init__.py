"""How jobs are asked for in chat, and what people are told of their runs."""
