import Foundation
import Testing

import Terminal

@Suite struct InterruptionTests {
  @Test func theFirstSignalAsksToStop() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Interruption.install()
      guard !Interruption.isRequested else { exit(1) }
      kill(getpid(), SIGTERM)
      waitForRequest()
      do { try Interruption.check() } catch { exit(7) }
    }
  }

  @Test func theSecondEndsAtOnce() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interruption.install()
      kill(getpid(), SIGINT)
      waitForRequest()
      kill(getpid(), SIGINT)
      sleep(5)
    }
  }
}

/// A signal to the process arrives on whichever thread takes it, not before `kill` returns.
private func waitForRequest() {
  for _ in 0..<5000 where !Interruption.isRequested { usleep(1000) }
}
