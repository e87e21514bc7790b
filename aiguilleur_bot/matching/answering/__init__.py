"""What goes with the communs found: true reasons, a closed question, questions that help think."""
