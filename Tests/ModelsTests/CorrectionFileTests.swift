import Architectures
import Compute
import Datasets
import Foundation
import Images
import Interchange
import NeuralNetwork
import Testing

@testable import Explanations
@testable import Models

/// Corrections as files, and models whose answers they change.
@Suite struct CorrectionFileTests {
  private func scorer(seed: UInt64 = 3) throws -> Scorer {
    let architecture = try #require(Architecture.named("resnet20"))
    let model = try Model(
      architecture: architecture, input: Shape(32, 32, 3), classes: 10,
      normalization: Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25]),
      classNames: [])
    model.parameters.initialize(seed: seed)
    return Scorer(model, batch: 8, compute: try Compute(instructionSet: nil, threads: 2))
  }

  private static let fitted = CorrectionFile.Fitting(
    data: "drawn", split: "test", images: 60, penalty: 10)

  private static func correction() throws -> Correction {
    Correction(
      views: try ["as-it-is", "mirror", "salient:0.05"].map { try ImageView(parsing: $0) },
      weights: [0.5, 0.3, 0.2], offsets: (0..<10).map { Double($0) / 10 }, threshold: 0.25)
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "correction-\(UUID().uuidString).json").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    try withFile { path in
      let scorer = try scorer()
      try JSON.write(
        CorrectionFile(try Self.correction(), of: scorer, fitted: Self.fitted), to: path)
      let file = try CorrectionFile.read(path)
      #expect(try file.correction(path: path) == Self.correction())
      #expect(file.fitted == Self.fitted && file.model == scorer.digest)
      let asked = try AskedModel(scorer, correctedBy: file, path: path)
      #expect(asked.digest != scorer.digest && asked.viewCount == 3)
      #expect(throws: ModelError.correctionOfOther(path: path)) {
        try AskedModel(self.scorer(seed: 4), correctedBy: file, path: path)
      }
    }
  }

  @Test func answersOfASetAreThoseOfItsViews() throws {
    let scorer = try scorer()
    var stream = RandomStream(5)
    let images = ByteImages(
      count: 11, height: 32, width: 32,
      pixels: (0..<11 * 3072).map { _ in UInt8(stream.integer(in: 0..<256)) })
    let set = ImageSet(
      images: images, labels: [Int](repeating: 0, count: 11),
      classNames: (0..<10).map(String.init))
    let correction = Correction(
      views: [.asItIs, ImageView(steps: [.mirror])], weights: [0.4, 0.6])
    let file = CorrectionFile(correction, of: scorer, fitted: Self.fitted)
    let found = try AskedModel(scorer, correctedBy: file, path: "c.json").logits(of: set)
    let mirrored = ByteImages(
      count: 11, height: 32, width: 32,
      pixels: (0..<11 * 3072).map { place in
        let column = place / 3 % 32
        return images.pixels[place + 3 * (31 - 2 * column)]
      })
    var other = set
    other.images = StoredImages(mirrored)
    let (own, its) = (try scorer.logits(of: set), try scorer.logits(of: other))
    for place in found.indices {
      let expected = 0.4 * own[place] + 0.6 * its[place]
      #expect((found[place] - expected).magnitude < 1e-4 * max(1, expected.magnitude))
    }
    // Without a file, their mean.
    let mean = try AskedModel(scorer, averaging: correction.views).logits(of: set)
    for place in mean.indices {
      let expected = 0.5 * own[place] + 0.5 * its[place]
      #expect((mean[place] - expected).magnitude < 1e-4 * max(1, expected.magnitude))
    }
  }

  @Test(arguments: [
    (#""correction_version" : 1"#, #""correction_version" : 2"#, "expected correction_version 1"),
    (#""view" : "mirror""#, #""view" : "mirrored""#, "'mirrored'"),
    (#""weight" : 0.5"#, #""weight" : 5e9"#, "below 1000000"),
    (#""classes" : 10"#, #""classes" : 9"#, "one for each of 9 classes, found 10"),
  ])
  func damagedFilesAreRefused(_ from: String, _ to: String, _ problem: String) throws {
    try withFile { path in
      let file = CorrectionFile(try Self.correction(), of: try scorer(), fitted: Self.fitted)
      let text = String(decoding: try JSON.encoded(file), as: UTF8.self)
      #expect(text.contains(from))
      try Data(text.replacing(from, with: to).utf8).write(to: URL(filePath: path))
      #expect {
        try CorrectionFile.read(path)
      } throws: {
        "\($0)".contains(path) && "\($0)".contains(problem)
      }
    }
  }
}
