import Explanations
import Figures
import Statistics
import Text
import Training

/// Figure 4, and what the paper did not ask.
extension AlignmentFindings {
  // MARK: Figure 4

  func maskedImages() throws -> PaperReport.Section {
    let lower = "Training on masked images costs accuracy"
    let higher = "Training on masked images puts more of the explanations on the object"
    let published = (
      lower: "“training with the original images results in a higher accuracy” (3.2, figure 4).",
      higher: "AvgObAlEx (Grad-CAM) “is significantly higher” (3.2, figure 4); no test."
    )
    let accuracies = networks.compactMap { network in
      network.onlyRight(.all, .masked).map { (network.name, $0) }
    }
    guard !accuracies.isEmpty else {
      let test = "the data know no masks of the training images."
      return (
        nil,
        [
          Claim(lower, published: published.lower, .cannotBeTold, test: test),
          Claim(higher, published: published.higher, .cannotBeTold, test: test),
        ]
      )
    }
    let scores = try paired(.masked, .all, methods: Self.everywhere)
    return (
      Part(
        "figure-4", number: "Figure 4", "Training on masked images",
        [
          "Everything is trained on, from the same weights, on the images and on the same with "
            + "random colours where the object is not. Both are tested on whole images: the "
            + "masked ones are unlike them, which alone costs accuracy."
        ],
        published: "curves: lower accuracy, higher AvgObAlEx (Grad-CAM).",
        drawings: networks.flatMap { network in
          [Kind.all, .masked].flatMap { kind in
            [
              curves(
                network, kind, "accuracy",
                [("training", \.trainingAccuracy), ("test", \.testAccuracy)]),
              score(network, kind),
            ]
          }
        }, caption: "Accuracy and AvgObAlEx by epoch.", tables: [epochs([.all, .masked])]),
      [
        Claim(
          lower, published: published.lower,
          PaperWords.verdict(
            accuracies.map { _, only in
              (
                only.first > only.second,
                McNemarTest(onlyFirst: only.first, onlySecond: only.second).exactP
              )
            }),
          test: "images less masked images, test accuracy (McNemar, Holm): "
            + accuracies.map { words($0.0, $0.1) }.joined(separator: "; ") + "."),
        Claim(
          higher, published: published.higher, verdict(scores),
          test: "masked less whole images, images that both classify right (sign permutation, "
            + "Holm): " + words(scores) + "."),
      ]
    )
  }

  // MARK: Fifty images

  /// Whether the mean of so few images tells the strategies apart.
  func enough() throws -> PaperReport.Section {
    let few = 50
    let found = try networks.flatMap { network in
      try AlignedNetwork.methods.compactMap { method -> (String, Double, Double, Bool)? in
        let scores = (network.stage(.lastTwoBlocks)?.rows[method] ?? [])
          .filter { $0.isRight && $0.area > 0 }.compactMap(\.score)
        let differences = network.differences(method, .lastTwoBlocks, .dense)
        guard let spread = Sample(method, scores).variance, !differences.isEmpty else { return nil }
        return (
          networks.count > 1 ? "\(network.name) \(method)" : method,
          StudentDistribution(degreesOfFreedom: Double(few - 1)).quantile(upperTail: 0.025)
            * (spread / Double(few)).squareRoot(),
          differences.reduce(0, +) / Double(differences.count),
          try paired(method, differences).test.map { $0.pValue < PaperWords.level } ?? false
        )
      }
    }
    return (
      nil,
      [
        Claim(
          "Fifty images are enough",
          published: "“settled around a fixed value after 50 images” (3.1).",
          // A difference that all images together do not show asks nothing of fifty.
          PaperWords.verdict(found.filter(\.3).map { $0.1 < $0.2.magnitude }),
          test: "half the 95 % interval of the mean of 50 images, beside the difference of (b) and "
            + "(a) where all images together show one: "
            + found.map { name, reach, difference, isShown in
              "\(name) ±\(PaperWords.number(reach, decimals: 3)), "
                + (isShown ? NumberText.signed(difference, decimals: 3) : "none shown")
            }.joined(separator: "; ") + ".")
      ]
    )
  }

  // MARK: Random weights

  func randomWeights() throws -> PaperReport.Section {
    let found = try networks.flatMap { network in
      try Self.everywhere.map { method in
        let trained = network.stage(.lastTwoBlocks)
        let pairs = zip(trained?.rows[method] ?? [], trained?.random[method] ?? [])
        return try paired(
          networks.count > 1 ? "\(network.name) \(method)" : method,
          pairs.compactMap { one, other in
            guard one.isRight, one.area > 0, let a = one.score, let b = other.score else {
              return nil
            }
            return a - b
          })
      }
    }
    return (
      nil,
      [
        Claim(
          "The score tells what a network has learned",
          published: "supposed: “for the right reasons” (2); no network without training is "
            + "measured.", verdict(found),
          test: "(b) less the same network with random weights, images that (b) classifies right "
            + "(sign permutation, Holm): " + words(found) + ".")
      ]
    )
  }
}
