"""What is remembered: tables, migrations, and one repository per aggregate.

Every function of a repository takes the connection of a transaction opened by `Database.read` or
`Database.write`, so that the caller decides what is atomic. Times are aware and UTC.
"""
