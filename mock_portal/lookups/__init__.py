"""The public look-ups: NPI Registry, data.cms.gov, the revalidation list, a contractor's status look-up."""
