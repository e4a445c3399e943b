"""What the dashboard and the API show: questions to the store, answered as values. It changes nothing."""
