import Glibc
import Responder

exit(ResponderProcess.run())
