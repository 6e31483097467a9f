-- The name by which a teacher calls a person; NULL where the person's own name is shown, which stays in `name`.
ALTER TABLE author ADD COLUMN called TEXT;
