import Datasets
import Explanations
import Figures
import Foundation
import Images
import Interchange
import Misclassification
import Pieces
import Results

/// What commands wrote, read again: by reports, and by work that is resumed.
extension FuzzedReaders {
  static let results: [FuzzedReader] = [
    exhibit("erasure", \.erased), exhibit("sweep", \.sweep), exhibit("sis", \.sis),
    exhibit("undesirable", \.undesirable),
    reader(
      "obalex", of: "obalex.json", thinning: 2,
      seeds: { [try Seeds.fixture("Results/obalex.json")] },
      read: { directory in
        let places = ReportExhibits.Places(
          erased: [], sweep: [], sis: [], undesirable: [], obalex: [directory + "/obalex.json"],
          causes: [])
        _ = try ReportExhibits(images: 1000).all(places)
      }),
    reader(
      "causes", of: "causes.csv", thinning: 2,
      seeds: {
        Seeds.texts([
          "index,label,predicted,occluded_row,occluded_column,probability,verdict\n"
            + "0,0,1,8,16,0.8125,interference\n1,1,0,0,0,0.25,look-alike\n"
        ])
      },
      read: { directory in
        try Seeds.putOnce(
          Array("{\"settings\":{\"window\":[8,16]}}".utf8), in: directory + "/summary.json")
        _ = try ToldCauses.read(directory: directory, classCount: 2)
        try card(.init(causes: [directory]))
      }),
    reader(
      "erasure-table", of: "erasure.csv", thinning: 2,
      seeds: {
        Seeds.texts([
          "index,after,erased_pixels,true_probability_before,true_probability_after\n"
            + "0,0,12,0.25,0.75\n1,1,7,1e-3,0.5\n"
        ])
      },
      read: { directory in try card(.init(erased: [directory])) }),
    reader(
      "sis-piece", of: "0.json", thinning: 2,
      seeds: { [try JSON.encoded([finding])] },
      read: { directory in
        let found = try JSON.read([SubsetFinding].self, from: directory + "/0.json")
        guard try checks().problem(of: found, in: 0..<1, limit: 1) == nil else { return }
        let summary = SubsetSummary(of: found, kept: 2)
        _ = try JSON.encoded(summary)
        _ = found.map { ($0.rank, $0.lastPixels(2), $0.size) }
      }),
    reader(
      "undesirable-piece", of: "0.json", thinning: 2,
      seeds: { [try JSON.encoded([mask])] },
      read: { directory in
        let found = try JSON.read([LearnedMask].self, from: directory + "/0.json")
        guard try checks().problem(of: found, in: 0..<1, cells: 1) == nil else { return }
        _ = found.map { ($0.gain, $0.shuffledGain, $0.pixels(above: 0.5)) }
      }),
  ]

  /// What is known of two images, on the cards of a report.
  private static func card(_ places: ImageKnowledge.Places) throws {
    let joint = try JointPredictions([
      Predictions(source: "predictions", labels: [0, 1], predicted: [1, 0])
    ])
    let cards = ReportCards(
      joint, settings: .init(choice: nil, imagesPerCell: 2, mostCards: 2, pictureBytes: 1 << 20),
      knowledge: try ImageKnowledge(places, joint: joint))
    let images = ByteImages(
      count: 2, height: 20, width: 20, pixels: [UInt8](repeating: 5, count: 2400))
    let set = ImageSet(images: images, labels: [0, 1], classNames: ["cat", "dog"])
    _ = try cards.cells(data: set, isNetworkInput: true)
  }

  /// A `summary.json`, made into a section of a report.
  private static func exhibit(
    _ name: String, _ place: any WritableKeyPath<ReportExhibits.Places, [String]> & Sendable
  ) -> FuzzedReader {
    reader(
      name, of: "summary.json", thinning: 2, seeds: { [try Seeds.fixture("Results/\(name).json")] },
      read: { directory in
        try Seeds.putOnce(picture, in: directory + "/sheet.png")
        for drawing in ["pareto.svg", "confidence.svg"] {
          try Seeds.putOnce(Array("<svg></svg>".utf8), in: directory + "/" + drawing)
        }
        var places = ReportExhibits.Places(
          erased: [], sweep: [], sis: [], undesirable: [], obalex: [], causes: [])
        places[keyPath: place] = [directory]
        _ = try ReportExhibits(images: 1000).all(places)
      })
  }

  private static let picture = PNG.encoded(width: 1, height: 1, pixels: [1, 2, 3])

  private static func checks() throws -> PieceChecks {
    let image = ByteImages(count: 1, height: 2, width: 2, pixels: [UInt8](repeating: 5, count: 12))
    return PieceChecks(images: try ImagesToExplain(images: image, labels: [1]), classCount: 3)
  }

  private static let finding = SubsetFinding(
    index: 0, label: 1, predicted: 1, target: 1,
    path: SelectionPath(start: 0.75, order: [2, 0, 3, 1], values: [0.5, 0.5, 0.25, 0]),
    subsets: [SufficientSubset(units: [1, 3], value: 0.5)])

  private static let mask = LearnedMask(
    index: 0, label: 1, predicted: 2, target: 1, cells: [0.5], removed: [0, 0.5, 0.5, 1],
    before: ClassScore(logit: 1, probability: 0.5), after: ClassScore(logit: 2, probability: 0.75),
    predictedAfter: 1, shuffled: ClassScore(logit: 0, probability: 0.25), predictedShuffled: 2)
}
