"""What may be published of a group: one frozen, merged, rounded and audited release of consented submissions."""
