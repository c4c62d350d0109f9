-- Whether the operator's acceptance confirmed that the terms may cost more than they bring.
ALTER TABLE terms_answer ADD COLUMN accepts_loss INTEGER NOT NULL DEFAULT 0 CHECK (accepts_loss IN (0, 1));
