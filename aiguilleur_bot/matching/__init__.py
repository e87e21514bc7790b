"""From a need to the communs that serve it, with confidence and reasons, or a refusal. Pure once loaded."""
