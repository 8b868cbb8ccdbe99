namespace SyncServer.Load.Hammer;

/// <summary>Handles one response. Its bytes are valid only during the call.</summary>
internal delegate void AnswerReader(Answer answer);
