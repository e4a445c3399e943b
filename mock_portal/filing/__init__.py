"""What is filed with PECOS: applications, all that belongs to them, and what the contractor does with it."""
