# The portal's rules (S3, W1): 8 to 12 characters, a letter, a digit and one of these specials.
# Upper and lower case both, because one source (S0) asks for it and no source forbids it.
# The rule "the first character is no digit" (S3, W1, W30) cannot be said here: the engine has no rule about
# position. Whoever generates a password draws again while it begins with a digit.
length = 12

rule "charset" {
  charset   = "abcdefghijklmnopqrstuvwxyz"
  min-chars = 1
}

rule "charset" {
  charset   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  min-chars = 1
}

rule "charset" {
  charset   = "0123456789"
  min-chars = 1
}

rule "charset" {
  charset   = "@#&)(-_'\".,*;:/"
  min-chars = 1
}
