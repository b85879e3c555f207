"""The background work: how a row that owes a step gets it.

`clock` finds due rows and `tasks` runs one `Step` (`steps`) on one of them: `dispatch` polls and assigns slots for an
account, `submit` and `resolve` buy an attempt's renders, `collect` fetches a picture and measures it,
`inspect` measures one whose inspection failed then, `publish` brings it to a channel.
"""
