"""What OpenRosa and ODK Collect ask of a form server, row by row, tried over real HTTP.

    python -m tests.conformance --url https://forms.example.org/k/abc

`rows` holds the rows, each a function that says nothing when the server meets it. `reader` speaks
HTTP as Collect does, `blanks` fills any form by its own blank instance, `server` is what a row gets,
`inside` is what only somebody who runs the server can do. A row that needs the inside of a server we
do not run is told to be untried.
"""
