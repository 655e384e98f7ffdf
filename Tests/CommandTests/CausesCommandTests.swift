import Foundation
import Interchange
import Testing

/// `causes` from outside, on a network with random weights.
@Suite struct CausesCommandTests {
  private func furnish(_ place: Workplace) throws {
    try place.writeData()
    try place.writeModel()
  }

  private struct Summary: Decodable {
    struct Agreement: Decodable {
      let areas: [String: Double]
      let calibrationError: Double
    }
    let verdicts: [String: Int]
    let agreement: Agreement?
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  /// The labels that the network gives the images, so that some are right.
  private func agree(_ place: Workplace) async throws {
    let result = try await place.program.run(
      words("predict --model model.safetensors --data data --out predictions.csv"))
    #expect(result.code == 0, "\(result.err)")
  }

  @Test func noMistakesAndOneClassAreToldInALine() async throws {
    try await withWorkplace { place in
      try furnish(place)
      try await agree(place)
      let rows = try place.lines("predictions.csv").dropFirst().map {
        $0.split(separator: ",").map(String.init)
      }
      // The network's own answers as labels: no mistakes.
      try FileManager.default.createDirectory(
        atPath: place.path("own"), withIntermediateDirectories: true)
      let bytes = try place.bytes("data/test_batch.bin")
      var own = bytes
      for (image, row) in rows.enumerated() { own[image * 3073] = UInt8(row[2]) ?? 0 }
      try place.write(own, "own/test_batch.bin")
      try place.write(try place.bytes("data/batches.meta.txt"), "own/batches.meta.txt")
      let none = try await place.program.run(
        words("causes --model model.safetensors --data own --out none"))
      #expect(none.code == 3 && none.err.contains("makes no mistake"), "\(none)")
      #expect(!place.exists("none"))
      // All but the first are wrong: one class is left to make mistakes from.
      for image in 1..<rows.count { own[image * 3073] = (own[image * 3073] + 1) % 10 }
      try place.write(own, "own/test_batch.bin")
      let one = try await place.program.run(
        words("causes --model model.safetensors --data own --out one"))
      #expect(one.code == 3, "\(one)")
      #expect(one.err.contains("at least two classes") && one.err.contains("found 1"))
      #expect(!place.exists("one"))
    }
  }

  @Test func masksOfAnotherSizeAreRefused() async throws {
    try await withWorkplace { place in
      try furnish(place)
      try NumpyArray(shape: [40, 32, 33], bytes: [UInt8](repeating: 1, count: 40 * 32 * 33))
        .write(to: place.path("wide.npy"))
      let result = try await place.program.run(
        words("causes --model model.safetensors --data data --masks wide.npy --out o"))
      #expect(result.code == 3 && result.err.contains("wide.npy"), "\(result)")
      #expect(!place.exists("o"))
    }
  }

  @Test func theSameFilesForAnyThreads() async throws {
    try await withWorkplace { place in
      let trained = try await place.program.run(
        words("train --data planted --epochs 4 --limit 1000 --out run"), within: 240)
      #expect(trained.code == 0, "\(trained.err)")
      let line = "causes --model run --data planted --limit 16 --bases 16 --masks data --out "
      for threads in ["1", "2"] {
        let result = try await place.program.run(
          words(line + "o\(threads) --threads \(threads)"), within: 240)
        #expect(result.code == 0, "\(result.err)")
        #expect(result.out.contains("area under the ROC curve"), "\(result.out)")
      }
      for file in ["causes.csv", "features.csv", "summary.json", "sheet.png"] {
        #expect(try place.bytes("o1/" + file) == place.bytes("o2/" + file), "\(file)")
      }
      let lines = try place.lines("o1/causes.csv")
      #expect(lines.count == 17 && lines[0].hasPrefix("index,label,predicted,margin,"))
      let summary = try JSON.read(Summary.self, from: place.path("o1/summary.json"))
      #expect(summary.verdicts.values.reduce(0, +) == 16 && summary.agreement != nil)
      let again = try await place.program.run(words(line + "o1"))
      #expect(again.code == 1, "\(again)")
    }
  }
}
