// Each test has the machine to itself: what one breaks must not slow another down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
