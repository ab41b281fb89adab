"""What every feature stands on; speaks no word of the product."""
