import Foundation
import Synchronization

/// Says which case was being read when the process ends or hangs in the middle of it.
///
/// A trap ends the process, so its signal's handler can say no more than how to run the case again.
/// A reader that does not return is ended by a watchdog, which then says the same.
enum CaseAtHand {
  /// Seconds after which a case counts as hanging; far beyond what a busy machine may add.
  private static let longest = 60.0

  // Read by the handler of a signal, which may neither lock nor allocate memory.
  nonisolated(unsafe) private static let text = UnsafeMutablePointer<CChar>.allocate(capacity: 256)
  nonisolated(unsafe) private static var length = 0
  nonisolated(unsafe) private static let former = UnsafeMutablePointer<sigaction>.allocate(
    capacity: signals.count)
  private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE]
  private static let began = Mutex<Double?>(nil)

  /// Runs the cases of a reader on this thread.
  static func watched(_ body: () -> Void) {
    _ = watchdog
    // A stack that has overflowed has no room for a handler.
    let size = 1 << 16
    let stack = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    var own = stack_t()
    own.ss_sp = stack
    own.ss_size = size
    var previousStack = stack_t()
    sigaltstack(&own, &previousStack)
    for (place, number) in signals.enumerated() {
      var action = sigaction()
      #if os(Linux)
        action.__sigaction_handler.sa_handler = { CaseAtHand.say($0) }
      #else
        action.__sigaction_u.__sa_handler = { CaseAtHand.say($0) }
      #endif
      action.sa_flags = Int32(SA_ONSTACK)
      sigaction(number, &action, former + place)
    }
    defer {
      began.withLock { $0 = nil }
      for (place, number) in signals.enumerated() { sigaction(number, former + place, nil) }
      sigaltstack(&previousStack, nil)
      stack.deallocate()
    }
    body()
  }

  static func set(_ reader: String, round: Int) {
    let line =
      "\nfuzzing stopped at MISCLASS_FUZZ_SEED=\(Fuzzer.seed) "
      + "MISCLASS_FUZZ_CASE=\(reader):\(round)\n"
    length = min(line.utf8.count, 256)
    for (place, byte) in line.utf8.prefix(length).enumerated() {
      text[place] = CChar(bitPattern: byte)
    }
    began.withLock { $0 = ProcessInfo.processInfo.systemUptime }
  }

  /// Says the case and lets the signal come again, to whoever would have had it.
  private static func say(_ number: Int32) {
    _ = write(2, text, length)
    for place in signals.indices where signals[place] == number {
      sigaction(number, former + place, nil)
    }
    if number == SIGABRT { raise(number) }
  }

  private static let watchdog: Void = Thread.detachNewThread {
    while true {
      Thread.sleep(forTimeInterval: 1)
      let begin = began.withLock { $0 }
      if let begin, ProcessInfo.processInfo.systemUptime - begin > longest { abort() }
    }
  }
}
