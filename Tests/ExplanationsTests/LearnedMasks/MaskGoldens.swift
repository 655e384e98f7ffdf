import Explanations
import Foundation

/// `Fixtures/Explanations/learned-masks.json`, made by `Scripts/make-mask-goldens.py` with PyTorch.
enum MaskGoldens {
  struct Case: Decodable, Sendable {
    let kind: String
    let gamma: Double
    let vector: Bool
    let variation: Double
    let removal: Double
    let form: String
    let beta: Double
    let mean: Bool
    let scaling: String
    let sigma: Double
    let size: Int
    let mask: [Int]
    let salt: Int
    let value: [Double]
    let gradient: [Double]
    let steps: Int?
    let after: [Double]?

    var options: LearnedMaskOptions {
      get throws {
        guard let kind = MaskObjective.Kind(rawValue: kind),
          let form = MaskPenalty.Form(rawValue: form),
          let scaling = MaskScaling.Kind(rawValue: scaling)
        else { throw CocoaError(.coderInvalidValue) }
        return LearnedMaskOptions(
          objective: MaskObjective(kind: kind, weight: gamma, isVectorNorm: vector),
          penalty: MaskPenalty(
            variationWeight: variation, removalWeight: removal, form: form, exponent: beta,
            isMean: mean),
          rows: mask[0], columns: mask[1], scaling: scaling,
          blur: GaussianBlur(deviation: sigma, size: size), iterations: steps ?? 0)
      }
    }

    /// The masks the case begins with.
    var masks: [[Double]] {
      let cells = mask[0] * mask[1]
      let values = formula(value.count * cells, salt: salt).map { ($0 + 1) / 2 }
      return value.indices.map { Array(values[$0 * cells..<($0 + 1) * cells]) }
    }

    /// The gradient of one of the masks.
    func gradient(of image: Int) -> ArraySlice<Double> { part(gradient, image) }
    func after(of image: Int) -> ArraySlice<Double> { part(after ?? [], image) }

    private func part(_ values: [Double], _ image: Int) -> ArraySlice<Double> {
      let cells = mask[0] * mask[1]
      return values[image * cells..<(image + 1) * cells]
    }
  }

  /// Of a linear classifier.
  static let linear: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/Explanations/learned-masks.json")
    return (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode([Case].self, from: $0)
    } ?? []
  }()
}

/// The values of the script that made the goldens, in -1...1.
func formula(_ count: Int, salt: Int) -> [Double] {
  (0..<count).map { Double(($0 * 7919 + salt * 104729) % 2003) / 1001 - 1 }
}
