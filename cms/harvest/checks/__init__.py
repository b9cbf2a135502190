"""The comparisons behind the balance sheet: each yields what one record lost and another knows."""
