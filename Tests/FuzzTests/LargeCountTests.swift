import Foundation
import Interchange
import Testing

/// Results of other commands in which one number after the other is as large as a number can be.
@Suite struct LargeCountTests {
  @Test(
    arguments: FuzzedReaders.results.filter {
      ["erasure", "sweep", "sis", "undesirable", "obalex"].contains($0.name)
    }, ["9223372036854775807", "-9223372036854775808", "1e300"])
  func noCountIsTooLargeToBeRefused(reader: FuzzedReader, number: String) throws {
    try Seeds.inTemporaryDirectory { directory in
      let text = String(decoding: try reader.seeds()[0], as: UTF8.self)
      let places = text.ranges(of: /-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?/)
      #expect(places.count > 10)
      var refused = 0
      for place in places {
        let changed = text.replacingCharacters(in: place, with: number)
        do {
          try reader.read(Array(changed.utf8), directory)
        } catch {
          #expect(FuzzedReader.isExpected(error), "\(error)")
          refused += 1
        }
      }
      #expect(refused > 0)
    }
  }
}
