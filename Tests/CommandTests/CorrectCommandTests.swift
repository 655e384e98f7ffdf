import Foundation
import Interchange
import Testing

/// `correct` and `--correction` from outside, on a network with random weights.
@Suite struct CorrectCommandTests {
  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  private func furnish(_ place: Workplace) throws {
    try place.writeData(testCount: 120)
    try place.writeModel()
  }

  private static let fit =
    "correct --model model.safetensors --data data --views mirror shift:6,0 periphery:0.5 "
    + "salient:0.05 --out c.json"

  @Test func fittedAndUsed() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let fitted = try await place.program.run(words(Self.fit))
      #expect(fitted.code == 0, "\(fitted.err)")
      for line in ["mean with the mirrored image", "without cause-directed", "mirror alone"] {
        #expect(fitted.out.contains(line), "\(fitted.out)")
      }
      for threads in ["1", "2"] {
        let again = try await place.program.run(
          words(Self.fit.replacing("c.json", with: "c\(threads).json") + " --threads " + threads))
        #expect(again.code == 0)
        #expect(try place.bytes("c\(threads).json") == place.bytes("c.json"))
      }
      let predict = "predict --model model.safetensors --data data --out "
      let plain = try await place.program.run(words(predict + "plain.csv"))
      let corrected = try await place.program.run(
        words(predict + "corrected.csv --correction c.json"))
      #expect(plain.code == 0 && corrected.code == 0, "\(corrected.err)")
      #expect(try place.bytes("plain.csv") != place.bytes("corrected.csv"))
      // What the table tells of the half that was not fitted is what prediction does there.
      let json = try await place.program.run(
        words(Self.fit.replacing("c.json", with: "d.json") + " --json"))
      let arms = try #require(try Workplace.object(json.out)["tested"] as? [[String: Any]])
      let outcome = try #require(arms[0]["outcome"] as? [String: Any])
      let (before, after) = (try right(place, "plain.csv"), try right(place, "corrected.csv"))
      let seen = try secondHalf(place)
      #expect(
        outcome["fixed"] as? Int == seen.count { !before[$0] && after[$0] })
      #expect(
        outcome["broken"] as? Int == seen.count { before[$0] && !after[$0] })
    }
  }

  private func rows(_ place: Workplace, _ name: String) throws -> [[String]] {
    try place.lines(name).dropFirst().map { $0.split(separator: ",").map(String.init) }
  }

  private func right(_ place: Workplace, _ name: String) throws -> [Bool] {
    try rows(place, name).map { $0[1] == $0[2] }
  }

  private func secondHalf(_ place: Workplace) throws -> [Int] {
    let labels = try rows(place, "plain.csv").map { $0[1] }
    return labels.indices.filter { image in
      let before = labels[..<image].count { $0 == labels[image] }
      return 2 * before >= labels.count { $0 == labels[image] }
    }
  }

  @Test func otherModelsAndGradientsAreRefused() async throws {
    try await withWorkplace { place in
      try furnish(place)
      #expect(try await place.program.run(words(Self.fit)).code == 0)
      try place.writeModel("other.safetensors", architecture: "resnet32")
      let other = try await place.program.run(
        words("predict --model other.safetensors --correction c.json --data data --out o.csv"))
      #expect(other.code == 3 && other.err.contains("fitted for this model"), "\(other)")
      let lines = [
        "saliency --model model.safetensors --correction c.json --data data --limit 4 --out m.npy",
        "saliency --model model.safetensors --correction c.json --data data --limit 4 --out m.npy "
          + "--method grad-cam",
        "causes --model model.safetensors --correction c.json --data data --out causes",
      ]
      for line in lines {
        let result = try await place.program.run(words(line))
        #expect(result.code == 2 && result.err.contains("gradients"), "\(line): \(result)")
      }
      let occluded = try await place.program.run(
        words(
          "saliency --model model.safetensors --correction c.json --data data --limit 1 "
            + "--out m.npy --method occlusion"))
      #expect(occluded.code == 0, "\(occluded.err)")
    }
  }

  @Test func whatCannotBeFittedIsToldInALine() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let few = try await place.program.run(words(Self.fit + " --limit 30"))
      #expect(few.code == 3 && few.err.contains("at least 20 images"), "\(few)")
      var bytes = try place.bytes("data/test_batch.bin")
      for image in 0..<bytes.count / 3073 { bytes[image * 3073] = 1 }
      try FileManager.default.createDirectory(
        atPath: place.path("one"), withIntermediateDirectories: true)
      try place.write(bytes, "one/test_batch.bin")
      try place.write(try place.bytes("data/batches.meta.txt"), "one/batches.meta.txt")
      let one = try await place.program.run(
        words(Self.fit.replacing("--data data", with: "--data one")))
      #expect(one.code == 3 && one.err.contains("at least two classes"), "\(one)")
      let view = try await place.program.run(
        words(Self.fit.replacing("--views mirror", with: "--views mirrored")))
      #expect(view.code == 2 && view.err.contains("'mirrored'"), "\(view)")
      let both = try await place.program.run(words(Self.fit + " --evaluate-on data"))
      #expect(both.code == 2 && both.err.contains("--fit-on all"), "\(both)")
      #expect(!place.exists("c.json"))
    }
  }
}
