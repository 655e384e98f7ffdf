/// What a planted-cause set is made with; with the same options it is the same bytes everywhere.
package struct PlantedOptions: Sendable, Equatable, Codable {
  /// Share of the images of a split that each thing happens to.
  package struct Rates: Sendable, Equatable, Codable {
    /// Images without interference that stand on their class's background; the others stand on the
    /// plain one, which goes with no class.
    package var background: Double
    /// Images that stand on the background of a class that is neither theirs nor its look-alike.
    package var interference: Double
    /// Images whose shape is morphed towards its look-alike.
    package var morphology: Double

    package init(background: Double, interference: Double, morphology: Double) {
      self.background = background
      self.interference = interference
      self.morphology = morphology
    }
  }

  package var seed: UInt64 = 0
  package var trainCount = 5000
  package var testCount = 2000
  package var train = Rates(background: 0.75, interference: 0.03, morphology: 0)
  package var test = Rates(background: 0.5, interference: 0.25, morphology: 0.25)
  /// How far a morphed shape is on its way to the look-alike: drawn evenly from this range. Below
  /// 0.5 the image's own shape is still the nearer one, so its label stays true.
  package var leastMorphStrength = 0.35
  package var mostMorphStrength = 0.49

  /// How what goes with a class is put into the images; each image draws one of these.
  package var kinds: [MarkKind] = [.scene]
  /// Share of the interference that is the look-alike's; 0 for none.
  package var lookAlikeShare = 0.0
  /// Whether the test images come in fours: the same image without a cause, with interference,
  /// with morphology, and with both. Their rates of the two causes are not used then.
  package var isFactorial = false

  package init(seed: UInt64 = 0) {
    self.seed = seed
  }

  /// The share of look-alikes in sets whose class pairs are to give little away.
  package static let balancedLookAlikeShare = 0.5

  package func count(of split: Split) -> Int {
    split == .train ? trainCount : testCount
  }

  package func rates(of split: Split) -> Rates {
    split == .train ? train : test
  }

  /// The greatest number of images in a split: what the five training files hold.
  package static let mostImages = CifarBinary.recordsPerFile * CifarBinary.trainingFiles.count

  /// Throws unless every option is within its range.
  package func validate() throws(DatasetError) {
    for split in Split.allCases {
      let count = count(of: split)
      guard (1...Self.mostImages).contains(count) else {
        throw .invalidOption(
          name: "\(split.rawValue) images", expected: "1 to \(Self.mostImages)", found: "\(count)")
      }
      let rates = rates(of: split)
      let shares = [
        ("background", rates.background), ("interference", rates.interference),
        ("morphology", rates.morphology),
        ("interference and morphology together", rates.interference + rates.morphology),
      ]
      for (name, share) in shares {
        guard share >= 0, share <= 1 else {
          throw .invalidOption(
            name: "\(split.rawValue) rate of \(name)", expected: "0 to 1", found: "\(share)")
        }
      }
    }
    guard !kinds.isEmpty else {
      throw .invalidOption(name: "kinds of marks", expected: "at least one", found: "none")
    }
    guard lookAlikeShare >= 0, lookAlikeShare <= 1 else {
      throw .invalidOption(
        name: "share of look-alikes", expected: "0 to 1", found: "\(lookAlikeShare)")
    }
    guard leastMorphStrength >= 0, leastMorphStrength <= mostMorphStrength, mostMorphStrength < 0.5
    else {
      throw .invalidOption(
        name: "morph strength", expected: "a range within 0 to 0.5, 0.5 itself left out",
        found: "\(leastMorphStrength) to \(mostMorphStrength)")
    }
  }
}
