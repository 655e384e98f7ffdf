package import Misclassification

/// What a study found, to be shown on one page.
package struct StudyReport: Sendable {
  /// A setting or a figure of the run, such as network and seed.
  package struct Fact: Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// One epoch of training; what was not measured is nil.
  package struct CurvePoint: Sendable {
    package var epoch: Int
    package var trainingLoss: Double?
    /// Shares in 0...1.
    package var trainingAccuracy: Double?
    package var testAccuracy: Double?

    package init(
      epoch: Int, trainingLoss: Double?, trainingAccuracy: Double?, testAccuracy: Double?
    ) {
      self.epoch = epoch
      self.trainingLoss = trainingLoss
      self.trainingAccuracy = trainingAccuracy
      self.testAccuracy = testAccuracy
    }
  }

  /// What the network said, and how sure it was (probability in 0...1), where known.
  package struct Verdict: Sendable {
    package var className: String
    package var probability: Double?

    package init(className: String, probability: Double? = nil) {
      self.className = className
      self.probability = probability
    }
  }

  /// One misclassified image and what erasing its cause did; pictures are PNG bytes.
  package struct Example: Sendable {
    package var image: Int
    package var label: String
    package var before: Verdict
    package var after: Verdict
    /// The planted cause of the error, where known.
    package var cause: String?
    package var original: [UInt8]
    package var saliency: [UInt8]
    package var boxes: [UInt8]
    package var erased: [UInt8]

    package init(
      image: Int, label: String, before: Verdict, after: Verdict, cause: String? = nil,
      original: [UInt8], saliency: [UInt8], boxes: [UInt8], erased: [UInt8]
    ) {
      self.image = image
      self.label = label
      self.before = before
      self.after = after
      self.cause = cause
      self.original = original
      self.saliency = saliency
      self.boxes = boxes
      self.erased = erased
    }
  }

  /// The totals of one treatment: the boxes at the saliency, or the same area elsewhere.
  package struct Arm: Sendable {
    package var name: String
    package var errorsBefore: Int
    /// Errors that became right.
    package var fixed: Int
    /// Errors that kept their wrong class.
    package var stillWrong: Int
    /// Errors that moved to another wrong class.
    package var movedToAnotherWrongClass: Int
    /// Images treated that were right before.
    package var rightBefore: Int
    /// Those of them that became wrong.
    package var newlyBroken: Int
    /// Share of an image's pixels in 0...1.
    package var meanErasedArea: Double

    package init(
      name: String, errorsBefore: Int, fixed: Int, stillWrong: Int, movedToAnotherWrongClass: Int,
      rightBefore: Int, newlyBroken: Int, meanErasedArea: Double
    ) {
      self.name = name
      self.errorsBefore = errorsBefore
      self.fixed = fixed
      self.stillWrong = stillWrong
      self.movedToAnotherWrongClass = movedToAnotherWrongClass
      self.rightBefore = rightBefore
      self.newlyBroken = newlyBroken
      self.meanErasedArea = meanErasedArea
    }

    /// Right answers won less right answers lost.
    package var netChange: Int { fixed - newlyBroken }
  }

  /// The images of one planted cause, and what the treatment and its random control did to them.
  package struct CauseTotals: Sendable {
    package var cause: String
    package var images: Int
    package var errors: Int
    package var fixed: Int
    package var newlyBroken: Int
    /// The same under random boxes, averaged over the draws; nil without any.
    package var fixedAtRandom: Double?
    package var newlyBrokenAtRandom: Double?

    package init(
      cause: String, images: Int, errors: Int, fixed: Int, newlyBroken: Int,
      fixedAtRandom: Double? = nil, newlyBrokenAtRandom: Double? = nil
    ) {
      self.cause = cause
      self.images = images
      self.errors = errors
      self.fixed = fixed
      self.newlyBroken = newlyBroken
      self.fixedAtRandom = fixedAtRandom
      self.newlyBrokenAtRandom = newlyBrokenAtRandom
    }
  }

  /// Mistakes of one known cause by what is told of them.
  package struct ToldCauses: Sendable {
    package var known: String
    package var interference: Int
    package var lookAlike: Int
    package var undecided: Int

    package init(known: String, interference: Int, lookAlike: Int, undecided: Int) {
      self.known = known
      self.interference = interference
      self.lookAlike = lookAlike
      self.undecided = undecided
    }

    package var mistakes: Int { interference + lookAlike + undecided }
  }

  package var title: String
  /// A few sentences on what was done.
  package var introduction: String
  package var facts: [Fact]
  package var confusion: ConfusionCounts
  package var classNames: [String]
  /// Empty where no training was watched.
  package var curve: [CurvePoint]
  package var examples: [Example]
  /// The treatment first, then its controls.
  package var arms: [Arm]
  /// Empty where causes are not known.
  package var causes: [CauseTotals]
  /// Empty where no causes were told.
  package var told: [ToldCauses]

  /// - Precondition: one name per class.
  package init(
    title: String, introduction: String, facts: [Fact], confusion: ConfusionCounts,
    classNames: [String], curve: [CurvePoint] = [], examples: [Example] = [], arms: [Arm] = [],
    causes: [CauseTotals] = [], told: [ToldCauses] = []
  ) {
    precondition(classNames.count == confusion.classCount)
    self.title = title
    self.introduction = introduction
    self.facts = facts
    self.confusion = confusion
    self.classNames = classNames
    self.curve = curve
    self.examples = examples
    self.arms = arms
    self.causes = causes
    self.told = told
  }
}
