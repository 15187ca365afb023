"""The committed files that measurements are held against."""
