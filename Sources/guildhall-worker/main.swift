import Glibc
import Worker

exit(WorkerProcess.run())
