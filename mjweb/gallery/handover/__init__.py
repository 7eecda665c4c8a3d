"""Pictures leave the house and come in: with what is known of them written into their files, as ZIP, as contact sheet.

One file holds one concept. What is known is `facts`, as XML `xmp`, as EXIF `exif`; where it goes in a file say `png`,
`jpeg` and `webp`, and `splice` puts it there without touching a pixel. `reading` finds the same and what other programs
wrote.
"""
