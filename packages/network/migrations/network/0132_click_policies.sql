-- Earlier click policies with their ends (Unix ms), oldest first: a click is treated as agreed when it was made.
ALTER TABLE offer ADD COLUMN earlier_click_policies TEXT NOT NULL DEFAULT '[]';
