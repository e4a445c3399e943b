"""A seeded month of looks, its truth made first, through the real agent: was who is on call paged rightly?

    truth (`making`, from a seed: incidents, hiccups, maintenance, nights when nobody is at the pager)
      -> what each look sees (`world`)
      -> the agent's recorder, incidents, routing, outbox and webhooks (`playing`)
      -> against the pages that were promised (`oracle`, `telling`: from the truth alone, and never by the
         agent's own deciding code), one to one (`judging`)

**A page** is an alert that the receiver of one of the paging channels accepted: the pager, which the routes
give what is critical and nothing else, and the second pager, which an on-call step reaches. All that arrives
there of an incident counts: opened, worsened, reminded, escalated, flapping, acknowledged, resolved.

**False** is a page that nobody wanted: of no true incident, of a hiccup, in announced maintenance, the same
twice, of another incident than the rest of its story, before its moment or later than its limit.

**Missed** is a page that was wanted and that did not come on its channel within `judging.LIMIT` of its
moment: when the look ends that shows it, or when its time has passed.

`python -m tests.replay month` (or `make replay-month`) writes `build/replay-month.json`, and beside it
`build/replay-month-detail.json`; its exit status is 1 where one is false or missed.
"""
