"""Who takes a besoin: states, words, routing, delays. Pure decisions, without clock, store or network."""
