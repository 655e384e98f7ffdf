import Explanations

// What the report reads of the `summary.json` of other commands: those of their fields that it shows.

struct ErasedResult: Decodable {
  struct Settings: Decodable {
    var model: String
    var data: String
    var method: String
    var top: String
    var box: String
    var fill: String
    var usesLabel: Bool
  }

  var settings: Settings
  var totals: ErasureSummary
}

struct SweepResult: Decodable {
  struct Line: Decodable {
    var policy: String
    var reporting: PolicyEffect
  }

  var policies: Int
  var choosingImages: Int
  var reportingImages: Int
  var best: Line?
  var bestRandomBoxes: Line?
  var mirrorAveraging: Line?
  var front: [Line]
}

struct SubsetResult: Decodable {
  struct Settings: Decodable {
    var model: String
    var data: String
    var images: [Int]
    var threshold: Double
  }

  struct Summary: Decodable {
    var keptPixels: Int
    var all: SubsetSummary.Sizes
    var right: SubsetSummary.Sizes
    var wrong: SubsetSummary.Sizes
  }

  struct Reduced: Decodable {
    var shown: String
    var images: Int
    var meanPixels: Double?
    var meanProbability: Double?
    var samePrediction: Int
  }

  var settings: Settings
  var summary: Summary
  var reduced: [Reduced]
}

struct MaskResult: Decodable {
  struct Settings: Decodable {
    var model: String
    var data: String
    var images: [Int]
    var target: String
  }

  struct Summary: Decodable {
    var images: Int
    var gain: MeanWithInterval?
    var shuffledGain: MeanWithInterval?
    var area: MeanWithInterval?
    var threshold: Double
    var errors: Int
    var fixed: Int
    var fixedByShuffled: Int
    var right: Int
    var broken: Int
    var brokenByShuffled: Int
  }

  var settings: Settings
  var summary: Summary
}

struct AlignmentResult: Decodable {
  struct Summary: Decodable {
    var images: Int
    var score: MeanWithInterval?
    var uniform: MeanWithInterval?
    var ratio: Double?
  }

  struct OfClass: Decodable {
    var name: String
    var summary: Summary
  }

  var model: String
  var data: String
  var masks: String
  var method: String
  var images: Int
  var all: Summary
  var classes: [OfClass]
}
