"""Whether copies are told in any language: invented news in six of them, and what becomes of it."""
