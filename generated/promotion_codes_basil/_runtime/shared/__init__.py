"""Runtime modules shared by models, clients and servers."""
