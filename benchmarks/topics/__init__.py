"""Whether the built-in topic tells news about AI from other news: invented texts with labels."""
