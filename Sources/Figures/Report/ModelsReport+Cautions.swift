import Misclassification
import Text

extension ModelsReport {
  var cautionSection: String {
    let items =
      (areSeveral && sawSameImages ? [sameImages] : []) + [fewImages, perClass, chance] + cautions
      + (isAboutPaper ? published : [])
    return "<ul class=\"cautions\">"
      + items.compactMap { $0 }.map { "<li>\(Markup.escaped($0))</li>" }.joined() + "</ul>"
  }

  private var sameImages: String {
    "All models judged the same images, so their errors are not independent: a chi-squared test "
      + "over models treats \(TypesetNumber.grouped(counts.count * counts[0].totalImages)) "
      + "answers as if each were about another image. Believe the paired tests, which compare the "
      + "models image by image, where the two disagree."
  }

  private var fewImages: String? {
    let least = 20
    let errors = counts.map(\.errors)
    let thin = classNames.indices.filter { label in
      errors.contains { (1..<least).contains($0[label]) }
    }
    if thin.isEmpty { return nil }
    let names =
      thin.count > 12
      ? "\(thin.count) classes" : thin.map { classNames[$0] }.joined(separator: ", ")
    return
      "Some models make fewer than \(least) errors in a class (\(names)). The shares in such a "
      + "row of a heat map rest on few images and move by several hundredths with each."
  }

  /// What chance alone would give, where that is not far from the threshold.
  private var chance: String? {
    guard classNames.count > 2 else { return nil }
    let share = 1 / Double(classNames.count - 1)
    let threshold = networks[0].threshold
    guard threshold < 2 * share else { return nil }
    return "Of \(classNames.count) classes, an error that goes to any other class alike gives v = "
      + "\(TypesetNumber.fixed(share, 2)). The threshold \(TypesetNumber.fixed(threshold, 2)) is "
      + "not twice that, so that many an arrow may be chance."
  }

  /// What the threshold asks for, in images, where it asks for most and for least.
  private var perClass: String? {
    let threshold = networks[0].threshold
    var needed: [(label: Int, model: Int, images: Int, errors: Int)] = []
    for (model, counts) in counts.enumerated() {
      for (label, errors) in counts.errors.enumerated() where errors > 0 {
        // The least count whose share reaches the threshold as the network decides it.
        var images = Int((threshold * Double(errors)).rounded(.down))
        while Double(images) / Double(errors) < threshold { images += 1 }
        needed.append((label, model, images, errors))
      }
    }
    guard let least = needed.min(by: { $0.images < $1.images }),
      let most = needed.max(by: { $0.images < $1.images }), least.images < most.images
    else { return nil }
    func words(_ place: (label: Int, model: Int, images: Int, errors: Int)) -> String {
      "\(place.images) of \(TypesetNumber.counted(place.errors, "error")) for "
        + "\(classNames[place.label])"
        + (areSeveral ? " in \(modelNames[place.model])" : "")
    }
    return "v is normalised within each true class, so the threshold asks for different numbers of "
      + "images: \(words(least)), \(words(most)). An arrow without one back is no proof of a "
      + "one-sided confusion."
  }

  /// What does not hold in the paper that these figures follow.
  private var published: [String] {
    [
      "Which confusions to look at is often chosen on the very images that they are then tested "
        + "on, as in the paper that these figures follow. A small p-value for a pattern picked "
        + "from the same heat map promises more than it can keep.",
      "That paper's test of homogeneity (p close to 1) comes out so only when it is computed from "
        + "rates instead of counts; from its own counts homogeneity is rejected (X² = 113.13, 45 "
        + "degrees of freedom, p = 8.7e-8). Its pooled t-test divides by n1 + n2 − 1 where "
        + "n1 + n2 − 2 is right, and a difference that is not significant is no proof of equality. "
        + "Its equations 7 and 8 lack the division by the number of values; means and deviations "
        + "on this page have it.",
    ]
  }
}
