"""The examiner: tells the agent stories about the portal, and compares what it does with what it should.

It knows no class of either program: it starts them, talks to them over HTTP and pipes, and reads files.
"""
