import Foundation
import Images
import Interchange
import Testing

@testable import Explanations

/// Views against what Scripts/make-correction-goldens.py got from SciPy, and their texts.
@Suite struct ViewTests {
  private struct Goldens: Decodable {
    let height: Int
    let width: Int
    let image: [Float]
    let views: [String: [Float]]
  }

  private static func goldens() throws -> Goldens {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try JSON.read(
      Goldens.self,
      from: root.appending(path: "Fixtures/Explanations/views.json").path(percentEncoded: false))
  }

  @Test func viewsAreSciPys() throws {
    let goldens = try Self.goldens()
    let classifier = LinearClassifier.random(
      classes: 3, height: goldens.height, width: goldens.width, seed: 1)
    #expect(goldens.views.count == 12)
    for (text, expected) in goldens.views {
      let view = try ImageView(parsing: text)
      let painter = ViewPainter([view], height: goldens.height, width: goldens.width)
      let found = try painter.paint(view, goldens.image, maps: nil, by: classifier)
      let worst = zip(found, expected).map { ($0 - $1).magnitude }.max() ?? 1
      #expect(found.count == expected.count && worst < 2e-5, "\(text): off by \(worst)")
    }
  }

  @Test func imagesOfABatchAreChangedAlike() throws {
    let goldens = try Self.goldens()
    let classifier = LinearClassifier.random(
      classes: 3, height: goldens.height, width: goldens.width, seed: 1)
    let other = goldens.image.map { 0.5 - $0 }
    for view in ImageView.usual {
      let painter = ViewPainter([view], height: goldens.height, width: goldens.width)
      let both = try painter.paint(view, goldens.image + other, maps: nil, by: classifier)
      let each = try [goldens.image, other].flatMap {
        try painter.paint(view, $0, maps: nil, by: classifier)
      }
      #expect(both == each, "\(view.text)")
    }
  }

  @Test func salientBoxesLieWhereTheDifferenceDoes() throws {
    // Class 0 is seen in the first pixel alone, class 1 nowhere.
    let (height, width) = (8, 8)
    var weights = [[Float]](repeating: [Float](repeating: 0, count: 192), count: 2)
    weights[0][0] = 1
    let classifier = LinearClassifier(
      weights: weights, bias: [0.5, 0], inputHeight: height, inputWidth: width)
    let image = (0..<192).map { Float($0 % 7) }
    let view = try ImageView(parsing: "salient:0.02")
    let painter = ViewPainter([view], height: height, width: width)
    let found = try painter.paint(view, image, maps: nil, by: classifier)
    let changed = (0..<64).filter { pixel in
      (0..<3).contains { found[3 * pixel + $0] != image[3 * pixel + $0] }
    }
    #expect(Set(changed).isSubset(of: [0, 1, 8, 9]) && !changed.isEmpty, "\(changed)")
  }

  @Test func textsAreReadBack() throws {
    for view in ImageView.usual {
      #expect(try ImageView(parsing: view.text) == view, "\(view.text)")
    }
    #expect(Set(ImageView.usual.map(\.text)).count == ImageView.usual.count)
    #expect(ImageView.usual.first == .asItIs)
  }

  @Test(arguments: [
    "", "mirrored", "shift", "shift:1", "shift:1,2,3", "zoom:0", "zoom:nan", "mirror:1", "mirror+",
    "blur:-1", "turn:x", "as-it-is+mirror",
  ])
  func otherTextsAreRefused(_ text: String) {
    #expect(throws: ExplanationError.self) { try ImageView(parsing: text) }
  }

  @Test func aViewBelongsToWhatItChanges() throws {
    let families = [
      "as-it-is": ViewFamily.asItIs, "mirror": .mirror, "mirror+shift:1,1": .shift,
      "zoom:2+mirror": .zoom, "mirror+blur:1": .sharpness, "shift:1,1+salient:0.1": .cause,
    ]
    for (text, family) in families {
      #expect(try ImageView(parsing: text).family == family, "\(text)")
    }
  }
}
