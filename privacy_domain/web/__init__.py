"""Everything between a view and the browser that knows no case: headers, error pages, refusals, form renderer, template tags."""
