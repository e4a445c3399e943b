"""Who and what lives in the mock portal: people, associates, enrollments; all made up."""
