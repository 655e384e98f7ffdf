import Foundation
import Testing

import Terminal

@Suite struct InterruptionTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2])
  func theFirstSignalAsksToStop(number: Int32) async {
    await #expect(processExitsWith: .exitCode(7)) { [number] in
      Interruption.install()
      guard !Interruption.isRequested else { exit(1) }
      kill(getpid(), number)
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

  @Test(arguments: [SIGTERM, SIGUSR1, SIGUSR2])
  func aSchedulersSignalHasACodeOfItsOwn(number: Int32) async {
    await #expect(processExitsWith: .exitCode(75)) { [number] in
      Interruption.install()
      kill(getpid(), number)
      waitForRequest()
      // Passed on by a launcher, at once: the same request.
      kill(getpid(), number)
      usleep(50_000)
      exit(ExitCode(for: Interrupted(), others: { _ in .failed }).rawValue)
    }
  }

  @Test func aSchedulersSecondSignalEndsAtOnce() async {
    await #expect(processExitsWith: .exitCode(75)) {
      Interruption.install()
      kill(getpid(), SIGUSR1)
      waitForRequest()
      usleep(1_050_000)
      kill(getpid(), SIGTERM)
      sleep(5)
      exit(1)
    }
  }

  /// As under nohup.
  @Test func theEndOfATerminalMayBeIgnored() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGHUP, SIG_IGN)
      Interruption.install()
      kill(getpid(), SIGHUP)
      usleep(100_000)
      exit(Interruption.isRequested ? 1 : 7)
    }
  }

  @Test func afterTheLargestFileWritingFails() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Interruption.install()
      kill(getpid(), SIGXFSZ)
      usleep(100_000)
      exit(7)
    }
  }
}

/// A signal to the process arrives on whichever thread takes it, not before `kill` returns.
private func waitForRequest() {
  for _ in 0..<5000 where !Interruption.isRequested { usleep(1000) }
}
