"""`avvik demo`: an invented university, sixty reports and what became of them, in a folder that is gone afterwards.

tales     the reports and the steps of each, as reports.toml has them
plots     a step as an act: who does what
player    plays steps through core.desk on a clock that it moves
seed      five weeks and more played silently, for the desk
aloud     a few of the same tales played in words, with the mails that leave
world     the folder, the settings, and the other processes, held by a lifeline
lifeline  the process that holds the mail sink and `avvikd`, and takes everything away when the demo is gone
sink      a mail server on loopback; `postbox` is where its mail lies
"""
