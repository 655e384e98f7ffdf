package import Datasets
import Synchronization
package import Terminal

/// How pictures in files become images of a network's size, and who is told of their reading.
package struct PictureRequest: Sendable {
  /// Nil where nothing was asked for.
  package let preparation: PicturePreparation?
  package let skipsBroken: Bool
  package let console: Console

  package init(_ preparation: PicturePreparation?, skipsBroken: Bool, _ console: Console) {
    self.preparation = preparation
    self.skipsBroken = skipsBroken
    self.console = console
  }

  /// How pictures are read, with remarks and progress told on the console.
  ///
  /// - Parameter fallback: how they are prepared where nothing was asked for.
  package func reading(otherwise fallback: PicturePreparation? = nil) -> PictureReading {
    let meters = ReadingMeters(console)
    return PictureReading(
      preparation: preparation ?? fallback, skipsBroken: skipsBroken,
      remark: { [console] in console.warn($0) },
      progress: {
        try Interruption.check()
        meters.advance(to: $0, of: $1)
      })
  }
}

/// Shows the reading of one split after the other.
private final class ReadingMeters: Sendable {
  private let console: Console
  private let meter = Mutex<ProgressMeter?>(nil)

  init(_ console: Console) {
    self.console = console
  }

  func advance(to read: Int, of all: Int) {
    meter.withLock { meter in
      let current = meter ?? console.progress("read", total: all, unit: "pictures")
      current.advance(to: read)
      if read == all { current.finish() }
      meter = read == all ? nil : current
    }
  }
}

extension Console {
  /// Something that may make the results other than expected, in the program's name.
  package func warn(_ text: String) { warning(text, program: "misclass") }

  /// A remark, or a warning.
  package func tell(_ text: String, asWarning isWarning: Bool) {
    if isWarning { warn(text) } else { message(text) }
  }
}
